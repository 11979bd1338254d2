"""What stays of an event: its published board as page, PDF, CSV, XLSX and JSON, certificates, and a static copy of it all."""
