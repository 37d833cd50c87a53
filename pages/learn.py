"""Learn: lessons of short texts beside a live picture, each with a challenge."""

import streamlit as st

from explorer import lessons
from explorer.lessons import LessonError
from explorer.web import (
    learn_class_dialog,
    learn_desk,
    learn_list,
    learn_page,
    learn_place,
    learn_text,
)

learn_page.leave()
try:
    place, problem = learn_place.place(), ""
except LessonError as error:
    place, problem = None, str(error)
learn_place.arrive(place)

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    if place:
        lesson = lessons.at(*place)
        st.markdown(f"#### {place[0]}. {lesson.title}", width="content")
        learn_text.dots(*place, lesson)
        st.button("All lessons", icon=":material/list:", type="tertiary", on_click=learn_place.go)
    else:
        st.markdown("#### Learn", width="content")
    learn_class_dialog.button(learn_desk.own(), place)

if problem:
    st.error(f"{problem[0].upper()}{problem[1:]}.", icon=":material/link_off:")
if place:
    learn_page.show(*place)
else:
    learn_list.show()
