"""From trials as they were printed to the pooled answer: selection, effects, pools, bias."""
