// ASP.NET Core's chat sample. One line puts it on Pure.WebSockets.
using SignalRChat.Hubs;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSignalR();

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.UsePureWebSockets(); // The line.
app.MapHub<ChatHub>("/chatHub");
app.Run();
