"""The template a planner fills in."""

from fastapi import APIRouter

router = APIRouter(tags=["jobs"])
