"""From records to documents and exports."""
