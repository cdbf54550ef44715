"""What people of one desk do together: who works on what, what they say to each other about it, what each is told, what one proposes and another accepts.

None of it is a record of what happened: no export, no publication, no feed and no answer of the API reads these tables.
"""
