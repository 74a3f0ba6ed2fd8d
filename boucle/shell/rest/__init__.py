"""The REST API: one NinjaAPI, its gate, its errors."""
