"""The encoder: a pretrained multilingual network fine-tuned for our questions (`classify.training.encoder`), run with ONNX Runtime.

It reads windows of an article. For each question it gives the likelihood of each answer, and for each piece of the text whether it names the victim,
the act, the day … (`classify.encoder.readings`). It has no rules; `classify.scoring` weighs its answers together with the lexical judge.
"""
