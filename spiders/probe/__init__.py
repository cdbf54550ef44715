"""One look at an outlet: which ways in answer, and what they give. Nothing is stored; `spiders.probe` is the process that looks."""
