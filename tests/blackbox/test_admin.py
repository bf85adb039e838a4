"""What admins see and change, and what is written down of it."""

import pytest

from shop import at_once, walk


def user_of(client):
    return client.get("/users/me").ok()["id"]


def changes_of(shop, kind, target):
    return walk(shop.admin, f"/admin/changes?targetKind={kind}&targetId={target}", 100)


@pytest.fixture
def member(shop):
    """Somebody's id, e-mail address and client."""
    email = shop.email()
    client = shop.buyer(email)
    return user_of(client), email, client


# Accounts

def test_an_account_shows_who_it_is_and_no_secret(shop, member):
    user, email, _ = member
    shown = shop.admin.get(f"/admin/users/{user}").ok()
    assert shown == {"id": user, "email": email, "name": "김바로", "role": "BUYER", "createdAt": shown["createdAt"]}
    assert shown["createdAt"].endswith("Z")


def test_an_unknown_account_is_not_found(shop):
    shop.admin.get("/admin/users/4").problem(404, "NOT_FOUND")
    shop.admin.patch("/admin/users/4", {"role": "ADMIN"}).problem(404, "NOT_FOUND")


def test_accounts_are_listed_newest_first_page_by_page(shop):
    prefix = shop.unique("page")
    made = [user_of(shop.buyer(f"{prefix}{i}@shop.example")) for i in range(5)]
    for size in (1, 2, 5, 100):
        assert [user["id"] for user in walk(shop.admin, f"/admin/users?q={prefix}", size)] == made[::-1]
    everyone = shop.admin.get("/admin/users?size=5").ok()
    assert [user["id"] for user in everyone["content"]] == made[::-1] and everyone["hasNext"]


def test_accounts_are_found_by_how_email_or_name_begin_in_any_case(shop, member):
    user, email, client = member
    name = shop.unique("Zoe")
    client.patch("/users/me", {"name": name}).ok(204)
    for prefix in (email, email.upper(), email[:12], name, name.lower(), name[:-1]):
        found = walk(shop.admin, f"/admin/users?q={prefix}", 100)
        assert user in [one["id"] for one in found], prefix
    for other in (email + "x", email[1:], name[1:], "%25", "_" * 9):
        assert walk(shop.admin, f"/admin/users?q={other}", 100) == [], other


def test_accounts_are_found_by_role(shop, member):
    user, email, _ = member
    staff = {one["id"]: one["role"] for one in walk(shop.admin, "/admin/users?role=ADMIN", 100)}
    assert set(staff.values()) == {"ADMIN"} and user_of(shop.admin) in staff
    assert [one["id"] for one in walk(shop.admin, f"/admin/users?role=BUYER&q={email}", 100)] == [user]
    assert walk(shop.admin, f"/admin/users?role=ADMIN&q={email}", 100) == []


@pytest.mark.parametrize("query", ["role=KING", "q=", "size=0", "size=101", "cursorId=x", "q=" + "x" * 255])
def test_a_wrong_search_is_refused(shop, query):
    shop.admin.get("/admin/users?" + query).problem(400, "INVALID_REQUEST")


# Roles

def test_a_changed_role_ends_the_sessions_that_had_another(shop, member):
    user, email, client = member
    changed = shop.admin.patch(f"/admin/users/{user}", {"role": "STORE_OWNER"}).ok()
    assert (changed["id"], changed["role"]) == (user, "STORE_OWNER")
    client.get("/users/me").problem(401, "NOT_LOGGED_IN")
    client.log_in(email).ok()
    client.post("/stores", {"name": shop.unique("store")}).ok(201)
    shop.admin.patch(f"/admin/users/{user}", {"role": "BUYER"}).ok()
    client.get("/users/me").problem(401, "NOT_LOGGED_IN")
    client.log_in(email).ok()
    client.post("/stores", {"name": shop.unique("store")}).problem(403, "FORBIDDEN")


def test_nobody_changes_the_own_role(shop):
    admin = user_of(shop.admin)
    for role in ("BUYER", "ADMIN"):
        shop.admin.patch(f"/admin/users/{admin}", {"role": role}).problem(409, "ILLEGAL_STATE")
    assert shop.admin.get(f"/admin/users/{admin}").ok()["role"] == "ADMIN"


def test_two_admins_who_demote_each_other_at_once_leave_one(shop):
    admins = [shop.promoted("ADMIN") for _ in range(2)]
    users = [user_of(admin) for admin in admins]
    answers = at_once([lambda: admins[0].patch(f"/admin/users/{users[1]}", {"role": "BUYER"}),
                       lambda: admins[1].patch(f"/admin/users/{users[0]}", {"role": "BUYER"})])
    assert sorted(answer.status for answer in answers)[0] == 200
    roles = sorted(shop.admin.get(f"/admin/users/{user}").ok()["role"] for user in users)
    assert roles == ["ADMIN", "BUYER"]


@pytest.mark.parametrize("body", [{}, {"role": "KING"}, {"role": 1}, {"role": None}])
def test_a_wrong_role_is_refused(shop, member, body):
    shop.admin.patch(f"/admin/users/{member[0]}", body).problem(400, "INVALID_REQUEST")


# What was changed

def test_a_change_of_role_is_written_down_with_who_and_what(shop, member):
    user, email, _ = member
    shop.admin.patch(f"/admin/users/{user}", {"role": "STORE_OWNER"}).ok()
    shop.admin.patch(f"/admin/users/{user}", {"role": "STORE_OWNER"}).ok()
    shop.stack.ctl("grant", "--email", email, "--role", "BUYER")
    by_operator, by_admin = changes_of(shop, "USER", user)
    assert by_admin == {"id": by_admin["id"], "at": by_admin["at"], "adminId": user_of(shop.admin),
                        "action": "ROLE_CHANGED", "targetKind": "USER", "targetId": user,
                        "before": {"role": "BUYER"}, "after": {"role": "STORE_OWNER"}}
    assert (by_operator["adminId"], by_operator["before"], by_operator["after"]) == (
        None, {"role": "STORE_OWNER"}, {"role": "BUYER"})


def test_a_new_category_is_written_down_once(shop):
    name, category, key = shop.unique("category"), shop.new_category(), shop.unique("key")
    body = {"id": str(int(category) + 1), "name": name}
    for _ in range(2):
        shop.admin.post("/categories", body, key=key).ok(201)
    [change] = changes_of(shop, "CATEGORY", body["id"])
    assert (change["action"], change["before"], change["after"]) == ("CATEGORY_CREATED", {}, {"name": name})


def test_a_category_that_was_refused_is_not_written_down(shop):
    category = shop.new_category()
    shop.admin.post("/categories", {"id": category, "name": shop.unique("category")}).problem(409, "DUPLICATE")
    assert len(changes_of(shop, "CATEGORY", category)) == 1


def test_a_store_that_an_admin_changes_is_written_down_with_what_differs(shop):
    store = shop.new_store(shop.owner)
    shop.owner.patch(f"/stores/{store}", {"name": shop.unique("store")}).ok()
    assert changes_of(shop, "STORE", store) == []
    shop.admin.patch(f"/stores/{store}", {"status": "SUSPENDED", "description": "closer look"}).ok()
    shop.admin.patch(f"/stores/{store}", {"description": "closer look"}).ok()
    [change] = changes_of(shop, "STORE", store)
    assert (change["action"], change["adminId"]) == ("STORE_CHANGED", user_of(shop.admin))
    assert change["before"] == {"status": "ACTIVE"}
    assert change["after"] == {"status": "SUSPENDED", "description": "closer look"}


def test_of_an_admins_own_store_only_the_status_is_written_down(shop):
    store = shop.new_store(shop.admin, status="DRAFT")
    shop.admin.patch(f"/stores/{store}", {"description": "mine"}).ok()
    assert changes_of(shop, "STORE", store) == []
    shop.admin.patch(f"/stores/{store}", {"status": "ACTIVE"}).ok()
    [change] = changes_of(shop, "STORE", store)
    assert (change["before"], change["after"]) == ({"status": "DRAFT"}, {"status": "ACTIVE"})


def test_a_product_that_an_admin_changes_or_withdraws_is_written_down(shop):
    product = shop.product().id
    shop.owner.patch(f"/products/{product}", {"price": 13_000}).ok()
    shop.admin.patch(f"/products/{product}", {"price": 14_000, "description": "reviewed"}).ok()
    for _ in range(2):
        shop.admin.delete(f"/products/{product}").ok(204)
    withdrawn, changed = changes_of(shop, "PRODUCT", product)
    assert changed["before"] == {"price": "13000"}
    assert changed["after"] == {"price": "14000", "description": "reviewed"}
    assert (withdrawn["before"], withdrawn["after"]) == ({"withdrawn": "false"}, {"withdrawn": "true"})


def test_a_look_that_an_admin_changes_or_deletes_is_written_down(shop):
    title = shop.unique("look")
    look = shop.look(title=title)
    shop.owner.patch(f"/looks/{look}", {"title": title + "!"}).ok(204)
    shop.admin.patch(f"/looks/{look}", {"title": title + "?", "imageUrls": ["/pictures/2.svg"]}).ok(204)
    shop.admin.delete(f"/looks/{look}").ok(204)
    deleted, changed = changes_of(shop, "LOOK", look)
    assert (changed["action"], changed["before"]) == ("LOOK_CHANGED", {"title": title + "!", "imageUrls": "/pictures/1.svg"})
    assert changed["after"] == {"title": title + "?", "imageUrls": "/pictures/2.svg"}
    assert (deleted["action"], deleted["after"]) == ("LOOK_DELETED", {})
    assert deleted["before"]["title"] == title + "?"


def test_changes_are_listed_newest_first_page_by_page(shop, member):
    roles = ["STORE_OWNER", "ADMIN", "BUYER", "ADMIN", "STORE_OWNER"]
    for role in roles:
        shop.admin.patch(f"/admin/users/{member[0]}", {"role": role}).ok()
    for size in (1, 2, 5, 100):
        path = f"/admin/changes?targetKind=USER&targetId={member[0]}"
        assert [change["after"]["role"] for change in walk(shop.admin, path, size)] == roles[::-1]
    newest = shop.admin.get("/admin/changes?size=1").ok()
    assert newest["content"][0]["after"] == {"role": "STORE_OWNER"} and newest["hasNext"]


@pytest.mark.parametrize("query", ["targetKind=USER", "targetId=4", "targetKind=MOON&targetId=4", "size=101",
                                   "targetKind=USER&targetId=x"])
def test_a_wrong_question_for_changes_is_refused(shop, query):
    shop.admin.get("/admin/changes?" + query).problem(400, "INVALID_REQUEST")
