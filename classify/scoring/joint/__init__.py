"""One judgement from two judges that err differently: the lexical one, which knows words and laws, and the encoder, which knows how things are told."""
