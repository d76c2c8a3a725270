def tag_responsibilities(document, text, clauses): return ()
