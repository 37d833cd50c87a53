"""Data: look at the images before training on them."""

import streamlit as st

from explorer.web import data_choice, data_panels

st.markdown("#### A look at the data")

name, place = data_choice.choose()
dataset = data_choice.prepare(name, place)
if dataset:
    data_panels.counts(dataset)
    data_panels.left_out(dataset)
    data_panels.train_on(name, place)
    data_panels.samples(dataset)
    data_panels.balance(dataset)
    data_panels.augmentation(dataset)
