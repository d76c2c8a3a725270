def tag_targets(document, text, clauses): return ()
