"""Alibaba Cloud Model Studio (DashScope): Wan, HappyHorse, Qwen-Image, Z-Image."""

from genmux.engines.vendors.dashscope.engine import open_engine as open_engine
