from playwright.sync_api import expect


def test_a_technician_logs_in_and_sees_both_apps_and_who_they_are_there(visitor):
    visitor.logs_in_as("Paul Pierce")
    expect(visitor.heading).to_have_text("Connected apps")
    for name in ("ConnectWise PSA", "Datto Autotask PSA"):
        card = visitor.card(name)
        expect(card).to_contain_text("Active")
        expect(card).to_contain_text("You are Paul Pierce (PPierce)")
        expect(card.get_by_role("link", name="Manage")).to_be_visible()


def test_an_account_without_a_connection_is_offered_to_install(visitor):
    visitor.logs_in_as("Other MSP")
    card = visitor.card("ConnectWise PSA")
    expect(card).to_contain_text("Not installed")
    expect(card.get_by_role("link", name="Install")).to_be_visible()
