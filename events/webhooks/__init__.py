"""Published boards on their way to other programs: courier -> delivery -> sending, beside the requests and never in them."""
