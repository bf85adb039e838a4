"""S8 and S9: the deck of looks, and swiping."""

from figures import NOT_YET, Row


def measure():
    return [Row("S8", "GET /looks/swipe for a user with 10,000 seen looks", "p99 <= 20 ms", verdict=NOT_YET),
            Row("S9", "PUT /looks/{id}/swipe", ">= 10,000/s durable", verdict=NOT_YET)]
