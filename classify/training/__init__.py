"""Training: corpus → variations → features → model → calibration → scores. Pure but for reading the corpus and writing the model."""
