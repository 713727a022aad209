"""Compares each partition of a column with a baseline, in Spark: spark-submit spark.py

RDD.pipe feeds a worker's standard input and reads its output. With --strict a line in is a line out, in
order. checkCode is needed: without it, Spark takes a worker that failed for one that said nothing.
"""

import json
import os
import random

from pyspark.sql import SparkSession

WORKER = f"{os.environ.get('DRIFTLINE_BINARY', 'driftline')} worker --strict"


def requests(partition, values, baseline):
    """One request for a partition: all its values in one line."""
    params = {"baseline": {"values": baseline}, "current": {"values": list(values)}}
    yield json.dumps({"jsonrpc": "2.0", "id": partition, "method": "drift.compare", "params": params})


def main():
    draw = random.Random(1).gauss
    baseline = [draw(0, 1) for _ in range(2000)]
    hours = [draw(0.8 if hour == 2 else 0, 1) for hour in range(4) for _ in range(500)]
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", False).getOrCreate()
    replies = (
        spark.sparkContext.parallelize(hours, 4)
        .mapPartitionsWithIndex(lambda partition, values: requests(partition, values, baseline))
        .pipe(WORKER, env=dict(os.environ), checkCode=True)
        .map(json.loads)
    )
    for reply in replies.collect():
        verdict = reply["result"]
        print(f"partition {reply['id']}: drifted {verdict['drifted']}, severity {verdict['severity']}")
    spark.stop()


main()
