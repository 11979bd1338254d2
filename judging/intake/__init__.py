"""In from what organisers have: a table (CSV, XLSX, pasted) -> its columns -> a plan of changes -> confirmed, written whole."""
