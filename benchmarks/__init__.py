"""Speed and relevance, side by side with peers: `python -m benchmarks`; README.md has the last figures."""
