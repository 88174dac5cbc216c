"""Risk of bias of a randomised trial's result: from signalling answers to judgements.

The second version of Cochrane's tool [sterne2019]_, called RoB 2: reviewers answer signalling
questions (`form`), fixed rules turn the answers into a judgement of each domain (`algorithms`),
and the domains into an overall judgement (`studies`). What is judged is one result of one trial,
not the trial as a whole.
"""
