"""The calls that there are, read from /openapi.json: for tests of what holds for every one of them."""

import re
from dataclasses import dataclass

STATE_CHANGING = {"POST", "PUT", "PATCH", "DELETE"}

# Of streams, which have no end.
BROKEN_QUERIES = {"/events": "?skus=none", "/admin/cluster/events": "?pause=none"}


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    access: str
    query: tuple  # names of its parameters
    schema: dict  # of its body; None: it has none
    example: dict

    def __str__(self):
        return f"{self.method} {self.path}"

    @property
    def prefix(self):
        """What stands before the id."""
        return self.path.partition("{")[0]

    @property
    def takes_id(self):
        return "{" in self.path

    @property
    def changes_state(self):
        return self.method in STATE_CHANGING

    def at(self, id_):
        return re.sub(r"\{[^}]+\}", str(id_), self.path)

    def refused_at(self, id_):
        """Likewise, with a query for which those are refused that would go on for ever."""
        return self.at(id_) + BROKEN_QUERIES.get(self.path, "")


def operations(client):
    document = client.get("/openapi.json").ok()

    def resolved(node):
        while "$ref" in node:
            name = node["$ref"]
            node = document
            for part in name[2:].split("/"):
                node = node[part]
        return node

    def one(method, path, about):
        parameters = [resolved(each) for each in about.get("parameters", [])]
        body = about.get("requestBody", {}).get("content", {}).get("application/json", {})
        return Operation(method.upper(), path, about["x-baro-access"],
                         tuple(each["name"] for each in parameters if each["in"] == "query"),
                         body.get("schema"), body.get("example"))

    return [one(method, path, about) for path, methods in document["paths"].items()
            for method, about in methods.items()]
