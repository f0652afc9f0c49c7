"""The KPI tab: indicators as cards with the records behind them, and what the department is run by."""
