"""Counts the parameters of every model of content/models as transformers builds it, on the meta device.

    pip install torch transformers==5.23.0
    python bench/measurements/parameter-counts.py > bench/measurements/parameter-counts.json

What a checkpoint stores and transformers keeps as a buffer, the correction bias of a router, is counted.
"""

import json
import logging
from pathlib import Path

import torch
import yaml
from transformers import AutoConfig, AutoModelForCausalLM

MODELS = Path(__file__).parents[2] / "content/models"
ROUTER_BIASES = ("e_score_correction_bias", "expert_bias")
# Types of published configs that transformers has under another name.
SAME_AS = {
    "kimi_k2": "deepseek_v3",
    "minimax_text_01": "minimax",
    "minimax_m1": "minimax",
    "hunyuan": "hunyuan_v1_moe",
}


def count(config: dict) -> int:
    fields = dict(config)
    model_type = fields.pop("model_type")
    if "attn_type_list" in fields:
        kinds = ("linear_attention", "full_attention")
        fields["layer_types"] = [kinds[kind] for kind in fields.pop("attn_type_list")]
    built = AutoConfig.for_model(SAME_AS.get(model_type, model_type), **fields)
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(built)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    biases = (buffer.numel() for name, buffer in model.named_buffers() if name.endswith(ROUTER_BIASES))
    return parameters + sum(biases)


def main() -> None:
    logging.disable(logging.ERROR)
    counts = {}
    for file in sorted(MODELS.glob("*.yaml")):
        for model in yaml.safe_load(file.read_text())["models"]:
            counts[model["name"]] = count(model["config"])
    print(json.dumps(counts, indent=2))


if __name__ == "__main__":
    main()
