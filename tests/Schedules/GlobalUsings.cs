// The edits of Edits.txt name faults.
global using Fault = Pure.WebSockets.Schedules.Tests.Fault;
