"""Supervised: taxonomy, classifier, calibration, evidence, evaluation."""
