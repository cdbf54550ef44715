"""Training: corpus → variations → features → model → calibration → scores. Pure, except for reading the corpus and writing the model."""
