"""Train: choose the settings of a run, watch it learn, take its files home.

The run that is shown is in the address, `?run=ID`, and all else about it in the store: the page may
be closed and opened again, and the server be started again, while it trains.
"""

import streamlit as st

from explorer.web import train_fork, train_form, train_list, train_network, train_queue, train_run

st.markdown("#### Train")

run, parent = st.query_params.get("run"), st.query_params.get("fork")
train_run.follow_address(run or parent)
if run:
    train_run.show(run)
elif parent:
    train_fork.show(parent)
elif network := train_network.choose():
    st.fragment(train_form.show)(network)
train_queue.show(run)
train_list.show(run)
