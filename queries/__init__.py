"""The read side: a question becomes an answer.

The walk of `湘潭 "专项整治" -广告` through the modules, each of which knows only those above it in this list:

- `periods` reads dates and periods, `field_names` says what a name before a colon asks, `named` makes nodes of
  names of people, places and papers, `columns` and `hit_limits` say what an answer may hold;
- `lexer` cuts the text into tokens: TEXT 湘潭, QUOTED 专项整治, NOT, TEXT 广告;
- `grammar` reads the operators between them: one run of three operands, the last of them negated;
- `spellings` are the other ways to write dates and numbers, `sought_terms` what a part is asked by besides a phrase;
- `members` are what the operands mean: Part("湘潭"), Part("专项整治", quoted=True), Without(Part("广告"));
- `long_questions` leaves the most telling terms of a pasted text;
- `syntax` makes the `Query` of all this, and refuses with a position in the text what cannot be understood;
- `matching` compiles the query for each tier to the nodes that every engine knows: in the tier `phrase`
  And(Phrase("湘潭"), Phrase("专项整治"), Not(Phrase("广告"))), in `all` and `any` with the words of 湘潭;
- `search` asks an engine tier by tier until articles match, and gives the hits of that tier in their order;
- `highlight` marks the phrases in each hit: `occurrences` finds them in the text, `passages` chooses the sentences to
  show, `fragments` puts both together.

`counts` asks for facets and trends instead of hits, `continuations` for the other parts of an article; `narrowing`
makes filters of what a program gives; `evaluation` measures how well answers are ranked. `templates` are questions kept
in files (`saved` holds those that ship): a file becomes a `Template`, and with values a query and filters, in which a
value is never read as syntax.
"""
