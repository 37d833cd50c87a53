FROM python:3.11-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends graphviz fonts-dejavu-core tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home explorer \
 && mkdir /data && chown explorer /data
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
USER explorer
ENV EXPLORER_HOME=/data KERAS_HOME=/data/keras STREAMLIT_SERVER_ADDRESS=0.0.0.0
VOLUME /data
EXPOSE 8501
HEALTHCHECK CMD python -c "import urllib.request as u; u.urlopen('http://localhost:8501/_stcore/health')"
ENTRYPOINT ["tini", "--"]
CMD ["streamlit", "run", "app.py"]
