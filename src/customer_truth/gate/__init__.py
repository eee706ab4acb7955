"""What a change of definition moves, and whose agreement it needs.

`repository` reads the definitions at a revision, `changed_*` name what differs, `impact` shows what
that moves on the data of the last night, `policy` and `agreement` say whether it may be merged.
"""
