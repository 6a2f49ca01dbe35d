# The program with its topologies. Builds with the classic builder as well as with BuildKit.
#
# Behind a proxy: --build-arg HTTP_PROXY=... --build-arg HTTPS_PROXY=... (Docker knows these by itself).
# Another package feed: a nuget.config beside this file. A certificate authority of your own: its *.crt beside this file.
# Git ignores both, and neither gets into the image that runs.

# The project files alone, so that packages are restored anew only when these change.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS projects
COPY src /source/src
RUN find /source/src -type f ! -name '*.csproj' -delete

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig nuget.confi[g] *.cr[t] ./
RUN find . -name '*.crt' -exec cp {} /usr/local/share/ca-certificates/ ';' -exec update-ca-certificates ';'
COPY --from=projects /source/src src
RUN dotnet restore src/IseMail.Cli
COPY src src
RUN dotnet publish src/IseMail.Cli --configuration Release --no-restore --output /isemail

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /isemail /opt/isemail
COPY topology /opt/isemail/topology
ENV PATH=/opt/isemail:$PATH
# A fresh volume takes over owner and mode of the directory it is mounted on: that is what lets `app` write there.
RUN mkdir -p /var/lib/isemail/keys /var/lib/isemail/tenant /run/isemail \
 && chmod 700 /var/lib/isemail/keys /var/lib/isemail/tenant \
 && chown -R app:app /var/lib/isemail /run/isemail
USER app
WORKDIR /var/lib/isemail
ENTRYPOINT ["isemail"]
