"""What happens here is told elsewhere: signed calls to addresses that a client chose."""
