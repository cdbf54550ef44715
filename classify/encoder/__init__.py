"""The encoder: a pretrained multilingual network that we taught our questions (`classify.training.encoder`), read with ONNX Runtime.

It reads windows of an article and gives, for each question, how surely each answer holds, and for each piece of the text whether it names the victim, tells the act,
the day … (`questions`). It knows no rules; `classify.scoring` weighs what it says together with the lexical judge.
"""
