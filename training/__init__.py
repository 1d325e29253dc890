"""The trainers of the page parser: pages composed of real articles in, the weights that ship with the package out.

    python -m training.fit_roles      writes indexer/pages/lines/weights.json: what features of a line say of its role
    python -m training.fit_headlines  writes indexer/pages/titles/weights.json: what tells kicker, headline, subtitle
    python -m training.fit_confidence writes indexer/pages/confidence.json: how sure the parser may be of an article
    python -m training.count_pairs    writes dictionaries/common_pairs.tsv: pairs of characters that most news hold
    python -m training.fold_tables    writes dictionaries/traditional.tsv, variants.tsv, folded_words.tsv: which
                                      are one when asked
    python -m training.leave_out      fits without one family of pages, and splits pages of that family

compose/         pages composed of real articles, with the truth known
data/            the articles of the seed page, for tests and small fits
trial.py         pages split by weights that are tried out
numeric.py       numpy and scipy, as the trainers use them
weights_file.py  how weights are written
places.py        where all this is

Needs the extra `training` (numpy, scipy); the parser itself needs neither. The same stories, options and versions of
numpy and scipy give the same bytes: sums are added by one thread, weights are rounded to two decimals, and the file
says the command and the hash of the composed pages. On another kind of processor a last decimal may differ.

Why not python-crfsuite, which fits linear-chain random fields in C: its transitions are pairs of labels only. Ours
depend on how the first line ends, on the blank line between the two and on how the second begins, and these also
decide which pairs are forbidden. CRFsuite can express neither, so it would fit the weights of another model. What it
would save is some minutes, the few times a year that weights are fitted, at the price of one more compiled package; the
likelihood and its gradient are 50 lines of numpy in `fit_roles`.
"""
