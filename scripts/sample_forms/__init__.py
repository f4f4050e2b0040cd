"""The forms the samples are drawn from: figures, layouts and the pages they are painted on."""
