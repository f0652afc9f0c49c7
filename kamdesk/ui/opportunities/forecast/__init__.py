"""The forecast: what is won, committed and possible, why it moved, and how near earlier forecasts came."""
