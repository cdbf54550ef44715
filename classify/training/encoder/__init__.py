"""Making the encoder: a pretrained multilingual network is read from a published package, reduced to our languages, and fine-tuned for our questions.

`make encoder` runs all stages (`classify.training.encoder.workflow`). Screening needs nothing of this.
"""
