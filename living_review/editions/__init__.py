"""Published editions: the register, building each from its own commit, and the whole website."""
