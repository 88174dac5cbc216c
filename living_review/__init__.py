"""Statistics, figures and book machinery of a living review.

The package never names the review's topic: what it knows of a topic it reads from ``data/``.
"""

import os

# Before anything imports NumPy. The matrices here are small: threads of the linear algebra cost
# far more than they bring, most of all where several processes share the cores, and the last bits
# of a sum would depend on how many cores there are.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
