def test_new_entries_go_on_after_the_psa_was_reset(technician, psa):
    before = technician.books()
    technician.waits_until_synced(before)

    psa.control("POST", "/reset")

    for number in range(3):
        entry_id = technician.books(notes=f"After the reset {number}")
        entry = technician.waits_until_synced(entry_id)
        (row,) = psa.rows_of(entry_id)
        assert entry["remote"]["id"] == str(row["id"])
        assert psa.notes(row) == f"After the reset {number}"


def test_an_entry_whose_row_the_reset_took_says_so(technician, psa):
    entry_id = technician.books()
    technician.waits_until_synced(entry_id)
    psa.control("POST", "/reset")

    technician.changes(entry_id, notes="Edited after the reset")
    problem = technician.waits_for_problem(entry_id)
    assert problem["code"] == "psa_row_missing"
    assert problem["fix"]
