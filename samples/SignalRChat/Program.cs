// The chat sample of ASP.NET Core. One line runs it on Pure.WebSockets.
using SignalRChat.Hubs;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSignalR();

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.UsePureWebSockets(); // The only change.
app.MapHub<ChatHub>("/chatHub");
app.Run();
