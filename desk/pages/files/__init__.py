"""Files that are evidence: uploaded, shown, downloaded, removed."""
