"""Looks whether reading takes longer than the text grows: the patterns of all modules, hostile strings aimed at each, and the measure."""
