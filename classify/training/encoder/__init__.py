"""Making the encoder: a pretrained multilingual network is read from a published package, cut down to our languages, and taught our questions.

`make encoder` goes the whole way (`encoder_workflow`). Nothing of this is needed where articles are screened.
"""
