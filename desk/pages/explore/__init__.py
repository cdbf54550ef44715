"""The charts and the map of the incidents, which filter together."""
