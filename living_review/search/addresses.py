"""Where the sources answer, by their names in the protocol.

What asks them is read by searches only; their addresses also tell whether a run asked the source
itself, which stands on every page.
"""

ADDRESSES = {
    "PubMed": "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/",
    "Europe PMC": "https://www.ebi.ac.uk/europepmc/webservices/rest/",
    "ClinicalTrials.gov": "https://clinicaltrials.gov/api/v2/",
    "Crossref": "https://api.crossref.org/",
}
# Those that tell of retractions and corrections.
NOTICE_SOURCES = ("PubMed", "Crossref")
