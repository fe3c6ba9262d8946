"""The sample: some thirty invented written questions, and a server that answers with them as the parliament would.

    with serve_sample() as base_url:
        ...

`python -m crawler.sample --port 8700` serves until it is stopped.
"""

from crawler.sample.questions import Sample, SampleMissing, SampleQuestion, read_sample
from crawler.sample.server import serve_sample

__all__ = ["Sample", "SampleMissing", "SampleQuestion", "read_sample", "serve_sample"]
