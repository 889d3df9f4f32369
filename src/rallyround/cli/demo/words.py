"""What the invented people say. Each kind of need has a few sentences; names and streets are put together by chance."""

GIVEN = (
    "Amina", "Ben", "Carys", "Dev", "Elsie", "Farid", "Gwen", "Hugh", "Imani", "Jack", "Kezia", "Liam", "Maud", "Noor",
    "Olive", "Piotr", "Queenie", "Rhys", "Salma", "Ted", "Una", "Vera", "Will", "Xin", "Yusuf", "Zofia",
)  # fmt: skip
FAMILY = (
    "Ashdown", "Birch", "Cartwright", "Dhillon", "Eccles", "Frost", "Garside", "Hussain", "Ives", "Jarrett", "Kaur",
    "Lowe", "Mbeki", "Nowak", "Oakes", "Pugh", "Quigley", "Rowe", "Swales", "Thorne", "Usman", "Vickers", "Wren", "Yates",
)  # fmt: skip

NEEDS: dict[str, tuple[str, ...]] = {
    "food_water": (
        "We have no clean water since this morning.",
        "The shop is flooded and we are out of food.",
    ),
    "medicines": ("My tablets are at the chemist and the road is closed.", "Dad's insulin runs out tonight."),
    "transport": ("I need to get to dialysis tomorrow.", "We cannot reach the rest centre, no car."),
    "leaving": (
        "Mum uses a wheelchair and water is at the door.",
        "We were told to go and cannot lift the children out.",
    ),
    "prepare": (
        "The river is rising and I cannot move the furniture.",
        "Can somebody bring sandbags, I am 81.",
    ),
    "clean_up": ("The whole ground floor is mud.", "The carpet must come out and I cannot do it."),
    "welfare_call": (
        "Could somebody ring my aunt, she is on her own.",
        "I have not heard from my neighbour.",
    ),
    "welfare_visit": ("Nobody answers the door at number nine.", "He has dementia and is alone tonight."),
    "shelter": ("The heating is off and the baby is cold.", "We have nowhere dry to sleep."),
    "power": ("My stair lift and oxygen need power.", "No electricity since three, phone nearly flat."),
    "pets": ("Two dogs, the rest centre does not take them.", "The hens are on an island now."),
    "interpreting": ("My mother speaks only Polish and is frightened.", "Please ring back in Urdu."),
    "information": ("Is the bridge open?", "When will the power come back?"),
    "equipment": ("Has anybody a pump?", "We need a generator for the freezer of the food bank."),
    "other": ("The gate of the allotments has gone into the road.", "A tree leans on the school fence."),
}
OFFERS = (
    "I have a van and a strong back.",
    "Free all week.",
    "Retired nurse, happy to ring people.",
    "We can cook for thirty.",
    "I can bring my own tools.",
    "",
)
CAUSES = ("at_risk", "not_prepared", "unable_to_self_determine", "unaware", "vulnerable")
