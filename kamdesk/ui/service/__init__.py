"""The Service tab: contracts and deliveries, service, complaints and feedback, surveys and activities."""
