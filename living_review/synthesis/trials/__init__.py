"""From trials as they were printed to the pooled answer: selection, effects, pools, bias.

A row becomes a record in `printed_result`, whose labels are in `labels`; `effects` hands it to
`from_means`, `from_estimates` or `from_tests`, and `pools` pools what comes out. `selection` says
which trials enter, and `tables` reads the data for all of them.
"""
