(function(){var e=globalThis,t=e.ShadowRoot&&(e.ShadyCSS===void 0||e.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,n=Symbol(),r=new WeakMap,i=class{constructor(e,t,r){if(this._$cssResult$=!0,r!==n)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,n=this.t;if(t&&e===void 0){let t=n!==void 0&&n.length===1;t&&(e=r.get(n)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),t&&r.set(n,e))}return e}toString(){return this.cssText}},a=e=>new i(typeof e==`string`?e:e+``,void 0,n),o=(e,...t)=>new i(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,n),s=(n,r)=>{if(t)n.adoptedStyleSheets=r.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let t of r){let r=document.createElement(`style`),i=e.litNonce;i!==void 0&&r.setAttribute(`nonce`,i),r.textContent=t.cssText,n.appendChild(r)}},c=t?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return a(t)})(e):e,{is:l,defineProperty:u,getOwnPropertyDescriptor:d,getOwnPropertyNames:f,getOwnPropertySymbols:p,getPrototypeOf:m}=Object,h=globalThis,ee=h.trustedTypes,te=ee?ee.emptyScript:``,ne=h.reactiveElementPolyfillSupport,g=(e,t)=>e,_={toAttribute(e,t){switch(t){case Boolean:e=e?te:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},re=(e,t)=>!l(e,t),ie={attribute:!0,type:String,converter:_,reflect:!1,useDefault:!1,hasChanged:re};Symbol.metadata??=Symbol(`metadata`),h.litPropertyMetadata??=new WeakMap;var v=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=ie){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&u(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=d(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??ie}static _$Ei(){if(this.hasOwnProperty(g(`elementProperties`)))return;let e=m(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(g(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(g(`properties`))){let e=this.properties,t=[...f(e),...p(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(c(e))}else e!==void 0&&t.push(c(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return s(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?_:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?_:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??re)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};v.elementStyles=[],v.shadowRootOptions={mode:`open`},v[g(`elementProperties`)]=new Map,v[g(`finalized`)]=new Map,ne?.({ReactiveElement:v}),(h.reactiveElementVersions??=[]).push(`2.1.2`);var ae=globalThis,oe=e=>e,y=ae.trustedTypes,se=y?y.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,b=`$lit$`,x=`lit$${Math.random().toFixed(9).slice(2)}$`,S=`?`+x,ce=`<${S}>`,C=document,w=()=>C.createComment(``),T=e=>e===null||typeof e!=`object`&&typeof e!=`function`,E=Array.isArray,le=e=>E(e)||typeof e?.[Symbol.iterator]==`function`,D=`[ 	
\f\r]`,O=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,ue=/-->/g,de=/>/g,k=RegExp(`>|${D}(?:([^\\s"'>=/]+)(${D}*=${D}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),fe=/'/g,pe=/"/g,me=/^(?:script|style|textarea|title)$/i,he=e=>(t,...n)=>({_$litType$:e,strings:t,values:n}),A=he(1),j=he(2),M=Symbol.for(`lit-noChange`),N=Symbol.for(`lit-nothing`),ge=new WeakMap,P=C.createTreeWalker(C,129);function _e(e,t){if(!E(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return se===void 0?t:se.createHTML(t)}var ve=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=O;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===O?c[1]===`!--`?o=ue:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=k):(me.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=k):o=de:o===k?c[0]===`>`?(o=i??O,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?k:c[3]===`"`?pe:fe):o===pe||o===fe?o=k:o===ue||o===de?o=O:(o=k,i=void 0);let d=o===k&&e[t+1].startsWith(`/>`)?` `:``;a+=o===O?n+ce:l>=0?(r.push(s),n.slice(0,l)+b+n.slice(l)+x+d):n+x+(l===-2?t:d)}return[_e(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},F=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=ve(t,n);if(this.el=e.createElement(l,r),P.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=P.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(b)){let t=u[o++],n=i.getAttribute(e).split(x),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?be:r[1]===`?`?xe:r[1]===`@`?Se:R}),i.removeAttribute(e)}else e.startsWith(x)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(me.test(i.tagName)){let e=i.textContent.split(x),t=e.length-1;if(t>0){i.textContent=y?y.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],w()),P.nextNode(),c.push({type:2,index:++a});i.append(e[t],w())}}}else if(i.nodeType===8){if(i.data===S)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(x,e+1))!==-1;)c.push({type:7,index:a}),e+=x.length-1}}a++}}static createElement(e,t){let n=C.createElement(`template`);return n.innerHTML=e,n}};function I(e,t,n=e,r){if(t===M)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=T(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=I(e,i._$AS(e,t.values),i,r)),t}var ye=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??C).importNode(t,!0);P.currentNode=r;let i=P.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new L(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Ce(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=P.nextNode(),a++)}return P.currentNode=C,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},L=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=N,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=I(this,e,t),T(e)?e===N||e==null||e===``?(this._$AH!==N&&this._$AR(),this._$AH=N):e!==this._$AH&&e!==M&&this._(e):e._$litType$===void 0?e.nodeType===void 0?le(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==N&&T(this._$AH)?this._$AA.nextSibling.data=e:this.T(C.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=F.createElement(_e(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new ye(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=ge.get(e.strings);return t===void 0&&ge.set(e.strings,t=new F(e)),t}k(t){E(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(w()),this.O(w()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=oe(e).nextSibling;oe(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},R=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=N,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(new String),this.strings=n):this._$AH=N}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=I(this,e,t,0),a=!T(e)||e!==this._$AH&&e!==M,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=I(this,r[n+o],t,o),s===M&&(s=this._$AH[o]),a||=!T(s)||s!==this._$AH[o],s===N?e=N:e!==N&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===N?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},be=class extends R{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===N?void 0:e}},xe=class extends R{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==N)}},Se=class extends R{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=I(this,e,t,0)??N)===M)return;let n=this._$AH,r=e===N&&n!==N||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==N&&(n===N||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Ce=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){I(this,e)}},we={M:b,P:x,A:S,C:1,L:ve,R:ye,D:le,V:I,I:L,H:R,N:xe,U:Se,B:be,F:Ce},Te=ae.litHtmlPolyfillSupport;Te?.(F,L),(ae.litHtmlVersions??=[]).push(`3.3.3`);var Ee=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new L(t.insertBefore(w(),e),e,void 0,n??{})}return i._$AI(e),i},z=globalThis,B=class extends v{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Ee(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return M}};B._$litElement$=!0,B.finalized=!0,z.litElementHydrateSupport?.({LitElement:B});var De=z.litElementPolyfillSupport;De?.({LitElement:B}),(z.litElementVersions??=[]).push(`4.2.2`);var Oe={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},ke=e=>(...t)=>({_$litDirective$:e,values:t}),Ae=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},{I:je}=we,Me=e=>e,Ne=()=>document.createComment(``),V=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new je(r.insertBefore(Ne(),i),r.insertBefore(Ne(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=Me(e).nextSibling;Me(r).insertBefore(e,i),e=t}}}return n},H=(e,t,n=e)=>(e._$AI(t,n),e),Pe={},Fe=(e,t=Pe)=>e._$AH=t,Ie=e=>e._$AH,U=e=>{e._$AR(),e._$AA.remove()},Le=(e,t,n)=>{let r=new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},W=ke(class extends Ae{constructor(e){if(super(e),e.type!==Oe.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=Ie(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=H(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=H(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=H(i[d],a[m]),V(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=H(i[f],a[p]),V(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=Le(o,p,m),u=Le(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=V(e,i[d]);H(t,a[p]),c[p]=t}else c[p]=H(n,a[p]),V(e,i[d],n),i[t]=null;p++}else U(i[f]),f--}else U(i[d]),d++;for(;p<=m;){let t=V(e,c[m+1]);H(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&U(e)}return this.ut=o,Fe(e,c),M}}),G=[255,255,255],Re=[0,0,0],ze=[242,246,246],Be=[38,48,51],Ve=4.6;function He(e){let t=Ue(e);return t?{"--_fill":K(We(t,G)>=Ve?t:q(t,G,Re)),"--_accent-on-light":K(q(t,ze,Re)),"--_accent-on-dark":K(q(t,Be,G))}:{"--_fill":``,"--_accent-on-light":``,"--_accent-on-dark":``}}function Ue(e){let t=/^#([\da-f])([\da-f])([\da-f])$/i.exec(e.trim()),n=/^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(e.trim())?.slice(1)??t?.slice(1).map(e=>e+e);return n?n.map(e=>parseInt(e,16)):null}function K(e){return`rgb(${e.map(Math.round).join(` `)})`}function q(e,t,n){for(let r=0;r<1;r+=.05){let i=e.map((e,t)=>e+((n[t]??0)-e)*r);if(We(i,t)>=Ve)return i}return n}function We(e,t){let[n,r]=[Ge(e),Ge(t)].sort((e,t)=>e-t);return(r+.05)/(n+.05)}function Ge(e){let[t,n,r]=e.map(e=>{let t=e/255;return t<=.04045?t/12.92:((t+.055)/1.055)**2.4});return .2126*t+.7152*n+.0722*r}var Ke=15e3,J=class extends Error{constructor(e,t,n=0){super(t),this.status=e,this.code=t,this.retryAfterSeconds=n}},qe=class{constructor(e){this.base=e}createSession(){return this.call(`POST`,`session`,null,{})}async send(e,t){await this.call(`POST`,`messages`,e,t)}history(e){return this.call(`GET`,`history`,e)}async handOver(e){let{url:t}=await this.call(`POST`,`handover`,e,{});return t}async erase(e){await this.call(`DELETE`,`session`,e)}async events(e,t,n){let r=await this.fetch(`events`,{headers:{...Je(e),"Last-Event-ID":String(t)},signal:n});if(!r.body)throw new J(0,`network`);return r.body}async call(e,t,n,r){let i=new AbortController,a=setTimeout(()=>i.abort(),Ke);try{let a=await this.fetch(t,{method:e,headers:{...Je(n),...r===void 0?{}:{"Content-Type":`application/json`}},...r===void 0?{}:{body:JSON.stringify(r)},signal:i.signal});return a.status===204||a.status===202?void 0:await a.json()}catch(e){throw e instanceof J?e:new J(0,`network`)}finally{clearTimeout(a)}}async fetch(e,t){let n;try{n=await fetch(`${this.base}/webhooks/website/${e}`,{cache:`no-store`,credentials:`omit`,referrerPolicy:`no-referrer`,...t})}catch{throw new J(0,`network`)}if(n.ok)return n;let r=await n.json().catch(()=>({}));throw new J(n.status,String(r.error??n.status),Number(n.headers.get(`Retry-After`))||0)}};function Je(e){return e?{Authorization:`Bearer ${e}`}:{}}async function*Ye(e,t){let n=new TextDecoder,r=e.getReader(),i=``;for(;;){let{done:e,value:a}=await r.read();if(e)return;t(),i=(i+n.decode(a,{stream:!0})).replace(/\r\n/g,`
`);let o=i.split(`

`);i=o.pop()??``;for(let e of o){let t=Xe(e);t&&(yield t)}}}function Xe(e){let t={id:null,name:`message`,data:``},n=[];for(let r of e.split(`
`)){let[,e,i=``]=/^([^:]*):? ?(.*)$/.exec(r)??[];e===`id`?t.id=Number(i):e===`event`?t.name=i:e===`data`&&n.push(i)}return t.data=n.join(`
`),n.length?t:null}var Ze={connection:`idle`,messages:[],outgoing:[],lastEventId:0,typing:!1,whatsapp:!1};function Qe(e,t){switch(t.type){case`connection`:return{...e,connection:t.connection,typing:t.connection===`online`&&e.typing};case`messages`:return tt(e,t.messages,t.lastEventId);case`typing`:return{...e,typing:t.on};case`offers`:return{...e,whatsapp:t.whatsapp};case`queue`:{let{clientId:n,text:r,choice:i}=t,a={clientId:n,text:r,choice:i,status:`queued`,failure:null};return{...e,outgoing:[...e.outgoing,a]}}case`accept`:return nt(e,[t.clientId],{status:`accepted`,failure:null});case`fail`:return nt(e,[t.clientId],{status:`failed`,failure:t.failure});case`requeue`:return nt(e,t.clientIds,{status:`queued`,failure:null});case`clear`:return Ze}}function $e(e){if(e.outgoing.some(e=>e.status!==`failed`))return new Set;let t=e.messages.map(e=>e.from).lastIndexOf(`user`);return new Set(e.messages.slice(t+1).flatMap(e=>e.buttons??[]))}function et(e){let t=e.outgoing[e.outgoing.length-1];return t?t.status===`accepted`:e.messages[e.messages.length-1]?.from===`user`}function tt(e,t,n){let r=new Map(e.messages.map(e=>[e.id,e]));for(let e of t)r.set(e.id,e);let i=new Set(t.map(e=>e.client_id));return{...e,messages:[...r.values()].sort((e,t)=>e.id-t.id),outgoing:e.outgoing.filter(e=>!i.has(e.clientId)),lastEventId:Math.max(e.lastEventId,n)}}function nt(e,t,n){let r=e.outgoing.map(e=>t.includes(e.clientId)?{...e,...n}:e);return{...e,outgoing:r}}var rt=`movewell-chat`,it=class{constructor(){this.memory=null}read(){try{return sessionStorage.getItem(rt)}catch{return this.memory}}write(e){this.memory=e;try{e?sessionStorage.setItem(rt,e):sessionStorage.removeItem(rt)}catch{}}},at=1e3,ot=2e4,st=4,ct=45e3,lt=3,ut=700,dt=class{constructor(e){this.host=e,this.state=Ze,this.storage=new it,this.token=null,this.running=null,this.stream=new AbortController,this.wake=()=>{},this.sending=!1,this.networkChanged=()=>{this.running&&(navigator.onLine?(this.stream.abort(),this.wake()):this.show(`offline`))},e.addController(this)}hostConnected(){this.token&&this.start(),addEventListener(`online`,this.networkChanged),addEventListener(`offline`,this.networkChanged)}hostDisconnected(){removeEventListener(`online`,this.networkChanged),removeEventListener(`offline`,this.networkChanged),this.stop()}start(){this.running||[`expired`,`refused`].includes(this.state.connection)||(this.running=new AbortController,this.token??=this.storage.read(),setTimeout(()=>this.state.connection===`idle`&&this.show(`starting`),ut),this.stayConnected(this.running.signal))}say(e){this.enqueue(e,null)}choose(e){this.enqueue(e.title,e.id)}retry(...e){this.dispatch({type:`requeue`,clientIds:e.map(e=>e.clientId)}),this.wake(),this.flush()}restart(){this.forget(),this.start()}async erase(){if(this.token&&this.state.connection!==`expired`)try{await this.api.erase(this.token)}catch(e){if(!(e instanceof J&&e.status===401))throw e}this.restart()}async handOver(){let e=new URL(await this.api.handOver(this.token??``));if(e.protocol!==`https:`||e.hostname!==`wa.me`)throw new J(0,`bad_address`);return e.href}get api(){return new qe(this.host.serverUrl)}stop(){this.running?.abort(),this.running=null}forget(){this.stop(),this.token=null,this.storage.write(null),this.dispatch({type:`clear`})}dispatch(e){this.state=Qe(this.state,e),this.host.requestUpdate()}show(e){this.dispatch({type:`connection`,connection:navigator.onLine?e:`offline`})}async stayConnected(e){let t=0;for(;!e.aborted;){try{await this.openSession(e),await this.listen(e,()=>t=0)}catch(t){if(e.aborted)return;if(t instanceof J&&this.hasEnded(t))return this.stop()}if(e.aborted)return;t+=1,this.showFailures(t),await this.pause(t)}}showFailures(e){e>=st?this.show(`unreachable`):e>1&&this.show(this.state.lastEventId?`reconnecting`:`starting`)}async openSession(e){if(!this.token){let{token:t,whatsapp:n}=await this.api.createSession();if(e.aborted)return;this.dispatch({type:`offers`,whatsapp:n}),this.token=t,this.storage.write(t)}else if(!this.state.lastEventId){let{messages:t,last_event_id:n,whatsapp:r}=await this.api.history(this.token);if(e.aborted)return;this.dispatch({type:`offers`,whatsapp:r}),this.dispatch({type:`messages`,messages:t,lastEventId:n})}}async listen(e,t){let n=this.stream=new AbortController,r=()=>n.abort();e.addEventListener(`abort`,r);let i,a=()=>{clearTimeout(i),i=setTimeout(r,ct)};try{let e=await this.api.events(this.token??``,this.state.lastEventId,n.signal);t(),a(),this.show(`online`),this.retry(...this.state.outgoing.filter(e=>e.failure===`network`));for await(let t of Ye(e,a)){let e=JSON.parse(t.data);t.name===`typing`&&this.dispatch({type:`typing`,on:!!e.on}),t.name===`message`&&this.receive(e,t.id??0)}}finally{clearTimeout(i),e.removeEventListener(`abort`,r)}}receive(e,t){let n=!this.state.messages.some(t=>t.id===e.id);this.dispatch({type:`messages`,messages:[e],lastEventId:t}),n&&this.host.messageArrived(e)}hasEnded(e){if(e.status===403)this.dispatch({type:`connection`,connection:`refused`});else if(e.status===401)this.dispatch({type:`connection`,connection:`expired`});else return!1;return this.host.failed(e.code),!0}async pause(e){let t=Math.min(at*2**(e-1),ot);await this.waitAtMost(t*(.5+Math.random()/2))}async waitAtMost(e){await new Promise(t=>{this.wake=t,setTimeout(t,e)}),this.wake=()=>{}}enqueue(e,t){this.dispatch({type:`queue`,clientId:pt(),text:e,choice:t}),this.start(),this.flush()}async flush(){if(!this.sending){this.sending=!0;try{for(;;){let e=this.state.outgoing.find(e=>e.status===`queued`);if(!e||!this.token)return;await this.post(e,this.token)}}finally{this.sending=!1}}}async post({clientId:e,text:t,choice:n},r){let i=n?{client_id:e,choice:n}:{client_id:e,text:t};for(let t=1;;t+=1)try{return await this.api.send(r,i),this.dispatch({type:`accept`,clientId:e})}catch(n){let{status:i,code:a,retryAfterSeconds:o}=n,s=ft(i,a),c=s===`network`||s===`rate_limited`;if(!c||t===lt||!navigator.onLine){this.dispatch({type:`fail`,clientId:e,failure:s}),c&&this.failQueue(s),this.host.failed(a),i===401&&this.token===r&&(this.stop(),this.dispatch({type:`connection`,connection:`expired`}));return}let l=Math.min(o||t,10);await new Promise(e=>setTimeout(e,l*1e3))}}failQueue(e){for(let{clientId:t,status:n}of this.state.outgoing)n===`queued`&&this.dispatch({type:`fail`,clientId:t,failure:e})}};function ft(e,t){return e===0||e>=500?`network`:e===401?`session`:e===413?`too_large`:e===429?`rate_limited`:t===`choice_expired`?`choice_expired`:`refused`}function pt(){let e=crypto.getRandomValues(new Uint8Array(16));return e[6]=(e[6]??0)&15|64,e[8]=(e[8]??0)&63|128,[...e].map(e=>e.toString(16).padStart(2,`0`)).join(``).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/,`$1-$2-$3-$4-$5`)}var mt=`a[href], button:not([disabled]), textarea, summary, [tabindex='0']`;function ht(e,t){if(e.key!==`Tab`)return;let n=[...t.querySelectorAll(mt)].filter(e=>e.getClientRects().length),r=t.getRootNode(),i=e.shiftKey?n[0]:n[n.length-1],a=e.shiftKey?n[n.length-1]:n[0];r.activeElement===i&&(e.preventDefault(),a?.focus())}var Y=e=>j`<svg viewBox="0 0 24 24" width="24" height="24" fill="none"
  stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"
  aria-hidden="true" focusable="false">${e}</svg>`,X={chat:Y(j`<path d="M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5Z"/>
    <path d="M9 12h.01M13 12h.01M17 12h.01"/>`),close:Y(j`<path d="M6 6l12 12M18 6L6 18"/>`),erase:Y(j`<path d="M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3"/>`),send:Y(j`<path d="M5 12h14M13 6l6 6-6 6"/>`),phone:Y(j`<path d="M5 4h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4a1 1 0 0 1-1 1A16 16 0 0 1 4 5a1 1 0 0 1 1-1Z"/>`),calendar:Y(j`<rect x="4" y="5" width="16" height="15" rx="2"/><path d="M8 3v4M16 3v4M4 10h16"/>`),whatsapp:Y(j`<path d="M3 21l1.6-4.6A9 9 0 1 1 8 19.6Z"/>
    <path d="M9 8.5c0 3.5 3 6.5 6.5 6.5l1-1.8-2.2-1.2-1 1a5 5 0 0 1-2.3-2.3l1-1L10.8 7.5 9 8.5Z"/>`),article:Y(j`<path d="M6 3h9l4 4v14H6ZM9 12h7M9 16h7M14 3v5h5"/>`),alert:Y(j`<path d="M12 4 2.5 20h19ZM12 10v4M12 17h.01"/>`),check:Y(j`<path d="M5 13l4 4L19 7"/>`)};function Z(e,t){if(!e)return null;try{let n=new URL(e,t);return[`http:`,`https:`].includes(n.protocol)?n.href:null}catch{return null}}function gt(e){let t=e.replace(/\(0\)|[^\d+]/g,``);return/^\+?\d{3,15}$/.test(t)?`tel:${t}`:null}function _t(e,t){let n=encodeURIComponent(t).replace(/-/g,`%2D`);return`${e.split(`#`)[0]}#:~:text=${n}`}function vt(e){return e.split(`#`)[0]===location.href.split(`#`)[0]}var yt=/^\d+\. (\p{L}+ \d{1,2} \p{L}+) \d{4} om (\d{2}:\d{2}) uur(?:, (.+))?$/u;function bt(e,t){let n=e.split(`
`).map(e=>yt.exec(e.trim())).filter(Boolean),r=[];for(let[e,i]of n.entries()){let n=t[e],[,a=``,o=``,s=``]=i??[];if(!n?.title.includes(o))return null;let c=r.find(e=>e.name===a);c||r.push(c={name:a,slots:[]}),c.slots.push({choice:n,time:o,who:s})}return r.length?{days:r,others:t.slice(n.length)}:null}function xt(e){return yt.test(e)}var St=/^[-•] (.+)$/,Ct=/^\d+\. (.+)$/,wt=/^([A-Z][\wé -]{1,24}): (.+)$/;function Tt(e,t){let n=[],r;for(let i of e.split(`
`).map(e=>e.trim())){let e=St.exec(i)?.[1]??Ct.exec(i)?.[1],a=t?wt.exec(i):null;if(!i)r=void 0;else if(a?.[1]&&a[2])r?.type!==`facts`&&n.push(r={type:`facts`,facts:[]}),r.facts.push([a[1],a[2]]);else if(e){let t=Ct.test(i);(r?.type!==`list`||r.ordered!==t)&&n.push(r={type:`list`,ordered:t,items:[]}),r.items.push(e)}else r?.type!==`paragraph`&&n.push(r={type:`paragraph`,lines:[]}),r.lines.push(i)}return n}function Et(e,t){return e.split(`
`).map(e=>t(e.trim())?``:e).join(`
`)}function Dt(e){return St.exec(e)?.[1]??Ct.exec(e)?.[1]??e}var Ot=`MoveWell Chiropractie Hilversum`,Q={launcher:`Stel uw vraag`,unread:e=>e===1?`1 nieuw bericht`:`${e} nieuwe berichten`,title:`Chat met MoveWell`,subtitle:`Chatbot, geen mens`,close:`Chat sluiten`,log:`Gesprek`,you:`U`,bot:`Chatbot`,greeting:e=>`Hallo! Ik ben de chatbot van ${e}. Ik ben een computerprogramma, geen mens.`,canTitle:`Dit kan ik voor u doen`,can:[`vragen beantwoorden over erfelijkheid en rugklachten, uit het artikel op deze website`,`een afspraak maken, opzoeken, verzetten of afzeggen`],cannot:`Ik stel geen diagnose en geef geen advies over medicijnen, oefeningen of uw eigen klachten.`,emergency:`Bel bij spoed altijd 112.`,dataTitle:`Wat gebeurt er met uw gegevens?`,data:[`Dit gesprek hoort bij dit tabblad. Sluit u het tabblad, dan is het gesprek hier weg.`,`Uw berichten gaan alleen naar onze eigen server, niet naar andere bedrijven.`,`Voor een afspraak vraag ik eerst uw toestemming. Daarna pas vraag ik uw naam en telefoonnummer.`,`Schrijf liever niets over uw gezondheid dat niet nodig is voor uw vraag.`,`Met ‘Wis gesprek’ verwijdert u het gesprek ook van onze server.`],privacy:`Lees onze privacyverklaring`,startTitle:`Waar kan ik u mee helpen?`,questions:[`Zit rugpijn in de familie?`,`Wat is epigenetica?`,`Ik wil een afspraak maken`],input:`Uw bericht`,placeholder:`Typ uw vraag`,send:`Verstuur`,footer:`Dit is een chatbot. Bij spoed: bel`,tooLong:(e,t)=>`Uw bericht heeft ${e} tekens. Maak het korter: er passen ${t} tekens in een bericht.`,typing:`De chatbot schrijft een antwoord`,slow:`Het antwoord duurt langer dan normaal. Blijft u nog even wachten?`,choices:`Kies een antwoord`,slots:`Kies een tijd`,source:`Bron:`,sourceHint:`lees dit stuk van het artikel`,newTab:`opent in een nieuw tabblad`,calendar:`Zet in mijn agenda`,calendarHint:`.ics-bestand`,urgent:`Dit is dringend`,call:e=>`Bel ${e}`,clinicPhone:`Bel de praktijk`,sending:`Wordt verzonden`,waiting:`Wordt verzonden zodra er weer verbinding is`,failed:{network:`Niet verzonden: er is geen verbinding.`,rate_limited:`Niet verzonden: u stuurt veel berichten achter elkaar. Wacht even.`,too_large:`Niet verzonden: dit bericht is te lang.`,choice_expired:`Deze knop werkt niet meer. Typ uw keuze in een bericht.`,session:`Niet verzonden: dit gesprek is verlopen.`,refused:`Niet verzonden: er ging iets mis.`},retry:`Opnieuw proberen`,starting:`Even opstarten. De chat is zo klaar.`,offline:`U heeft geen internetverbinding. Uw bericht blijft hier staan tot die er weer is.`,reconnecting:`De verbinding is weg. Ik probeer het opnieuw.`,unreachable:`De chat is nu niet bereikbaar. Ik blijf het proberen.`,unreachablePhone:`U kunt ook bellen:`,refused:`De chat werkt niet op deze pagina.`,expired:`Dit gesprek is verlopen, ter bescherming van uw gegevens.`,restart:`Nieuw gesprek beginnen`,erase:`Wis gesprek`,eraseQuestion:`Wilt u dit gesprek wissen? U kunt het niet terugdraaien.`,eraseNote:`Een afspraak die u al heeft gemaakt, blijft staan.`,eraseYes:`Ja, wissen`,eraseNo:`Nee, bewaren`,erased:`Het gesprek is gewist.`,eraseFailed:`Wissen lukt nu niet. Probeert u het zo nog eens.`,whatsapp:`Ga verder op WhatsApp`,whatsappNote:`U neemt dit gesprek mee naar WhatsApp. Daar verwerkt Meta uw berichten. De link werkt een kwartier.`,whatsappOpen:`Open WhatsApp`,whatsappStay:`Blijf hier`,whatsappFailed:`Naar WhatsApp gaan lukt nu niet. U kunt hier verder praten of het zo nog eens proberen.`};function kt(e,t){return e.from===`user`?jt(e.text,N):Mt(e,t)}function At(e,t){let n=e.failure===`network`&&!navigator.onLine;if(e.failure&&!n){let n=[`network`,`rate_limited`,`refused`].includes(e.failure);return jt(e.text,A`<p class="status failed">
        ${Q.failed[e.failure]}
        ${n?A`<button class="plain" @click=${()=>t.retry(e)}>
              ${Q.retry}
            </button>`:N}
      </p>`)}let r=n?Q.waiting:e.status===`queued`?Q.sending:``;return jt(e.text,r?A`<p class="status">${r}</p>`:N)}function jt(e,t){return A`<div class="message user">
    <span class="hidden">${Q.you}:</span>
    <p class="bubble">${e}</p>
    ${t}
  </div>`}function Mt(e,t){let n=(e.buttons??[]).filter(e=>t.openChoices.has(e)),r=e.kind===`slots`?bt(e.text,n):null,i=new Set(n.map(e=>e.title)),a=e.source?`Bron: ${e.source.heading}`:null,o=Et(e.kind===`urgent`?e.text.replace(/\n/g,`

`):e.text,t=>t===a||e.calendar_url&&t.endsWith(e.calendar_url)||i.has(Dt(t))||r!==null&&xt(t));return A`<div class="message bot ${e.kind}">
    <span class="hidden">${Q.bot}:</span>
    <div class="bubble">
      ${e.kind===`urgent`?A`<p class="heading">${X.alert} ${Q.urgent}</p>`:N}
      ${Pt(o,e.kind===`confirmation`)}
      ${e.source?It(e.source,t):N}
      ${Lt(e,t)}
    </div>
    ${Rt(e)}
    ${r?A`<div class="slots" role="group" aria-label=${Q.slots}>
          ${r.days.map(e=>A`<div role="group" aria-label=${e.name}>
              <p class="day" aria-hidden="true">${e.name}</p>
              <div class="times">
                ${e.slots.map(e=>A`<button
                    class="choice slot"
                    @click=${()=>t.choose(e.choice)}
                  >
                    <b>${e.time}</b> ${e.who?A`<span>${e.who}</span>`:N}
                  </button>`)}
              </div>
            </div>`)}
          ${Nt(r.others,t)}
        </div>`:n.length?A`<div role="group" aria-label=${Q.choices}>
            ${Nt(n,t)}
          </div>`:N}
  </div>`}function Nt(e,t){return A`<div class="choices">
    ${W(e,e=>e.id,e=>A`<button class="choice" @click=${()=>t.choose(e)}>
        ${e.title}
      </button>`)}
  </div>`}function Pt(e,t){return Tt(e,t).map(e=>{if(e.type===`paragraph`)return A`<p>${e.lines.map((e,t)=>A`${t?A`<br />`:N}${Ft(e)}`)}</p>`;if(e.type===`facts`)return A`<dl>
        ${e.facts.map(([e,t])=>A`<dt>${e}</dt> <dd>${t}</dd>`)}
      </dl>`;let t=e.items.map(e=>A`<li>${e}</li>`);return e.ordered?A`<ol>${t}</ol>`:A`<ul>${t}</ul>`})}function Ft(e){let t=/^Telefoon: (.+)$/.exec(e)?.[1],n=t&&gt(t);return n?A`Telefoon: <a href=${n}>${t}</a>`:e.split(/(https?:\/\/[^\s,;]*[^\s,;.?!)])/).map((e,t)=>{let n=t%2?Z(e,location.href):null;return n?A`<a href=${n} target="_blank" rel="noopener">${e}</a>`:e})}function It(e,t){let n=A`<span>${Q.source} <b>${e.heading}</b></span>`,r=Z(e.url,t.serverUrl)??(t.articleUrl?_t(t.articleUrl,e.heading):null);if(!r)return A`<p class="source">${X.article} ${n}</p>`;let i=vt(r);return A`<a
    class="source"
    href=${r}
    target=${i?`_self`:`_blank`}
    rel="noopener"
    data-heading=${e.heading}
    @click=${t.followSource}
    >${X.article} ${n}
    <span class="hidden">(${Q.sourceHint}${i?``:`, ${Q.newTab}`})</span></a
  >`}function Lt({calendar_url:e,text:t},n){let r=Z(e,n.serverUrl);if(!e||!r)return N;let i=t.split(`
`).find(t=>t.trim().endsWith(e))?.split(`:`)[0]?.trim()||Q.calendar;return A`<a class="action" href=${r} download
    >${X.calendar} ${i} <span class="hidden">(${Q.calendarHint})</span></a
  >`}function Rt({call:e,text:t}){if(!e?.length)return N;let n=t.split(`
`)[0]??``;return A`<div class="calls">
    ${e.map(({number:e,label:t})=>zt(e,t,n.includes(e)))}
  </div>`}function zt(e,t,n=!1){let r=gt(e),i=t||Q.call(e);return r?A`<a class="action call ${n?`first`:``}" href=${r}>${X.phone} ${i}</a>`:A`<p>${i}</p>`}var Bt=o`
  --_surface: #1b2326;
  --_raised: #263033;
  --_text: #eef3f3;
  --_muted: #b4c1c3;
  --_line: #53656a;
  --_accent: var(--_accent-on-dark, #7fd0cf);
  --_urgent: #ffb4a6;
  --_urgent-surface: #47201b;
  --_shadow: 0 8px 40px rgb(0 0 0 / 60%);
  color-scheme: dark;
`,Vt=o`
  :host {
    --_surface: #fff;
    --_raised: #f2f6f6;
    --_text: #1c2b2e;
    --_muted: #51656a;
    --_line: #7d9095;
    --_accent: var(--_accent-on-light, #0b5f63);
    --_filled: var(--_fill, #0b5f63);
    --_urgent: #9b1c0c;
    --_urgent-surface: #fdeeeb;
    --_shadow: 0 8px 40px rgb(16 42 48 / 22%);
    color-scheme: light;
    position: fixed;
    inset: auto 1.25em 1.25em auto;
    z-index: 2147483000;
    font: max(16px, 1rem) / 1.5 var(--movewell-font, system-ui, "Segoe UI", Roboto, sans-serif);
    color: var(--_text);
    text-align: start;
  }
  :host([position="left"]) {
    inset: auto auto 1.25em 1.25em;
  }
  :host([hidden]) {
    display: none;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) {
      ${Bt}
    }
  }
  :host([theme="dark"]) {
    ${Bt}
  }

  *,
  *::before {
    box-sizing: border-box;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
  }
  button,
  summary {
    cursor: pointer;
  }
  p,
  ul,
  ol,
  dl,
  dd,
  h2 {
    margin: 0;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  svg {
    flex: none;
    width: 1.25em;
    height: 1.25em;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .row {
    display: flex;
    gap: 0.5em;
    align-items: end;
  }

  .launcher {
    display: flex;
    gap: 0.6em;
    align-items: center;
    min-height: 56px;
    padding: 0 1.4em 0 1.1em;
    border: 1px solid transparent;
    border-radius: 28px;
    background: var(--_filled);
    color: #fff;
    font-weight: 600;
    box-shadow: 0 4px 20px rgb(16 42 48 / 30%);
  }
  .launcher svg {
    width: 1.6em;
    height: 1.6em;
  }
  .launcher:hover,
  .send:hover {
    filter: brightness(1.12);
  }
  .unread {
    min-width: 1.6em;
    padding: 0 0.4em;
    border-radius: 1em;
    background: #fff;
    color: #1c2b2e;
    text-align: center;
  }

  .panel {
    display: flex;
    flex-direction: column;
    width: 25.5em;
    max-width: calc(100vw - 2.5em);
    height: min(43em, calc(100vh - 2.5em));
    height: min(43em, calc(100dvh - 2.5em));
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: 18px;
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  @keyframes appear {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }

  .head {
    display: flex;
    gap: 0.25em;
    align-items: center;
    padding: 0.65em 0.5em 0.65em 1.1em;
    background: var(--_filled);
    color: #fff;
  }
  .head div {
    flex: 1;
    min-width: 0;
  }
  .head h2 {
    font-size: 1.06em;
    font-weight: 650;
    line-height: 1.3;
  }
  .head p {
    font-size: 0.875em;
    line-height: 1.3;
  }
  .head :focus-visible,
  .launcher:focus-visible,
  .send:focus-visible {
    outline-color: #fff;
    outline-offset: -5px;
  }
  .icon {
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 50%;
    background: none;
  }
  .head .icon:hover {
    background: rgb(255 255 255 / 18%);
  }

  .log {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 1em 1em 0.5em;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  @media (pointer: coarse) {
    .log:focus-visible {
      outline: none; /* focus waits here only so that no keyboard jumps up */
    }
  }
  .message {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 0.5em;
    align-items: start;
    margin-bottom: 0.9em;
  }
  .bubble {
    max-width: 94%;
    padding: 0.65em 0.95em;
    border: 1px solid transparent;
    border-radius: 4px 16px 16px 16px;
    background: var(--_raised);
    overflow-wrap: anywhere;
  }
  .user {
    align-items: end;
  }
  .user .bubble {
    max-width: 86%;
    border-radius: 16px 4px 16px 16px;
    background: var(--_filled);
    color: #fff;
    white-space: pre-wrap;
  }
  .bubble > * + * {
    margin-top: 0.6em;
  }
  .bubble ul,
  .bubble ol {
    padding-inline-start: 1.3em;
  }
  .bubble li + li {
    margin-top: 0.25em;
  }
  .heading {
    font-weight: 650;
  }
  .welcome .can {
    margin-top: 0.2em;
    padding: 0;
    list-style: none;
  }
  .welcome .can li {
    display: flex;
    gap: 0.5em;
  }
  .welcome li svg {
    width: 1.1em;
    margin-top: 0.15em;
  }
  .can svg {
    color: var(--_accent);
  }
  summary {
    min-height: 28px;
    padding: 0.15em 0;
    color: var(--_accent);
    font-weight: 600;
  }
  details ul {
    margin-top: 0.3em;
  }
  details p {
    margin-top: 0.5em;
  }
  .start {
    margin: 0.25em 0 0.5em;
    font-weight: 650;
  }
  a {
    color: var(--_accent);
    text-underline-offset: 0.15em;
  }

  .choices,
  .times {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .choice,
  .action {
    display: inline-flex;
    gap: 0.5em;
    align-items: center;
    min-height: 44px;
    padding: 0.4em 1em;
    border: 1.5px solid var(--_accent);
    border-radius: 22px;
    background: var(--_surface);
    color: var(--_accent);
    font-weight: 600;
    line-height: 1.3;
    text-align: start;
    text-decoration: none;
  }
  .choice:hover,
  .action:hover {
    background: var(--_raised);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  .slots {
    display: grid;
    gap: 0.75em;
    width: 100%;
  }
  .day {
    margin-bottom: 0.35em;
    font-weight: 650;
  }
  .day::first-letter {
    text-transform: uppercase;
  }
  .times {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(9em, 1fr));
  }
  .slot {
    flex-direction: column;
    gap: 0;
    align-items: center;
    justify-content: center;
    padding: 0.4em 0.5em;
    border-radius: 12px;
    text-align: center;
  }
  .slot b {
    font-size: 1.06em;
    font-variant-numeric: tabular-nums;
  }
  .slot span {
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 400;
  }

  .source {
    display: flex;
    gap: 0.5em;
    align-items: center;
    min-height: 32px;
    padding-top: 0.5em;
    border-top: 1px solid var(--_line);
    font-size: 0.9375em;
    line-height: 1.35;
  }
  .source b {
    font-weight: 600;
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.2em 0.9em;
  }
  dt {
    color: var(--_muted);
  }
  dd {
    font-weight: 650;
  }
  .confirmation .bubble {
    border-color: var(--_accent);
    border-inline-start-width: 4px;
  }
  .urgent .bubble {
    border-color: var(--_urgent);
    border-inline-start-width: 6px;
    background: var(--_urgent-surface);
  }
  .urgent .heading {
    display: flex;
    gap: 0.5em;
    align-items: center;
    color: var(--_urgent);
    font-size: 1.06em;
    font-weight: 750;
  }
  .urgent .heading + p {
    font-weight: 650;
  }
  .calls {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .call {
    min-height: 48px;
    padding-inline: 1.2em;
    font-weight: 700;
  }
  .urgent .call {
    border-color: var(--_urgent);
    color: var(--_urgent);
  }
  .urgent .call.first {
    background: #9b1c0c;
    border-color: #9b1c0c;
    color: #fff;
  }
  .urgent .call.first:hover {
    box-shadow: none;
    filter: brightness(1.12);
  }
  .error .bubble {
    border-color: var(--_line);
    border-style: dashed;
  }

  .status {
    color: var(--_muted);
    font-size: 0.875em;
    text-align: end;
  }
  .failed,
  .limit {
    color: var(--_urgent);
  }
  .plain {
    min-height: 32px;
    padding: 0 0.5em;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--_accent);
    font-weight: 650;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .typing .bubble {
    display: flex;
    gap: 5px;
    align-items: center;
    min-height: 2.8em;
  }
  .typing i {
    width: 8px;
    height: 8px;
    margin: 0;
    border: 4px solid var(--_muted);
    border-radius: 50%;
  }
  .typing i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .typing i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes wait {
    40% {
      opacity: 0.3;
      transform: translateY(-4px);
    }
  }

  .bar {
    display: grid;
    gap: 0.5em;
    padding: 0.7em 1em;
    border-top: 1px solid var(--_line);
    background: var(--_raised);
    font-size: 0.9375em;
  }
  .bar.empty {
    padding: 0;
    border: 0;
  }
  .bar .choice {
    justify-content: center;
  }
  form {
    padding: 0.6em 0.7em 0.5em;
    border-top: 1px solid var(--_line);
  }
  .limit {
    margin-bottom: 0.4em;
    font-size: 0.875em;
  }
  textarea {
    flex: 1;
    min-width: 0;
    min-height: 46px;
    max-height: 8.5em;
    padding: 0.6em 0.9em;
    border: 1px solid var(--_line);
    border-radius: 22px;
    background: var(--_surface);
    resize: none;
    line-height: 1.4;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  textarea:focus-visible {
    outline-width: 2px;
    outline-offset: 0;
  }
  .send {
    width: 46px;
    height: 46px;
    background: var(--_filled);
    color: #fff;
  }
  :disabled {
    cursor: default;
    opacity: 0.55;
  }
  .footer {
    margin-top: 0.35em;
    color: var(--_muted);
    font-size: 0.8125em;
    text-align: center;
  }
  .footer a {
    display: inline-block;
    min-width: 24px;
    padding: 0 2px;
    font-weight: 600;
    line-height: 24px;
  }

  @media (max-width: 30em), (max-height: 30em) {
    .panel {
      position: fixed;
      inset: 0;
      width: 100%;
      max-width: none;
      height: 100%;
      border: 0;
      border-radius: 0;
    }
  }
  @media (max-height: 30em) {
    .head {
      padding-block: 0;
    }
    .head p {
      display: none;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel {
      animation: appear 160ms ease-out;
    }
    .log {
      scroll-behavior: smooth;
    }
    .typing i {
      animation: wait 1.2s infinite ease-in-out;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .bubble,
    .icon,
    .launcher,
    .head {
      border: 1px solid CanvasText;
    }
    .urgent .bubble {
      border: 3px solid CanvasText;
    }
    .unread {
      border: 1px solid;
    }
    .typing i {
      border-color: CanvasText;
    }
  }
`,Ht,$=4e3,Ut=2e4,Wt=new URL(document.currentScript?.src||location.href).origin,Gt=class extends B{constructor(){super(),this.conversation=new dt(this),this.shownMessages=0,this.followSource=e=>{let t=e.currentTarget;vt(t.href)&&(matchMedia(`(max-width: 30em), (max-height: 30em)`).matches&&this.close(),Reflect.has(document,`fragmentDirective`)||(e.preventDefault(),[...document.querySelectorAll(`h1, h2, h3, h4, h5, h6`)].find(e=>e.textContent?.trim()===t.dataset.heading)?.scrollIntoView()))},this.server=Wt,this.position=`right`,this.theme=`auto`,this.color=this.greeting=this.phone=this.questions=``,this.clinic=Ot,this.articleUrl=this.privacyUrl=``,this.isOpen=this.asksToErase=this.slow=!1,this.unread=this.draftLength=0,this.notice=this.whatsappUrl=``}get serverUrl(){return new URL(this.server||Wt,location.href).href.replace(/\/+$/,``)}open(){this.isOpen||(this.isOpen=!0,this.unread=0,this.conversation.start(),this.emit(`open`),this.updateComplete.then(()=>{this.find(`textarea`)?.focus(),this.scrollToEnd()}))}close(){this.isOpen&&(this.isOpen=this.asksToErase=!1,this.whatsappUrl=``,this.emit(`close`),this.updateComplete.then(()=>this.find(`.launcher`)?.focus()))}messageArrived(e){e.from===`bot`&&(this.slow=!1,clearTimeout(this.slowTimer),this.isOpen||(this.unread+=1)),this.emit(`message`,{from:e.from,kind:e.kind})}failed(e){this.emit(`error`,{code:e})}willUpdate(e){if(e.has(`color`))for(let[e,t]of Object.entries(He(this.color??``)))this.style.setProperty(e,t)}updated(){let{messages:e,outgoing:t}=this.conversation.state,n=t.filter(e=>e.failure).length,r=e.length+t.length+n;r!==this.shownMessages&&this.scrollToEnd(),this.shownMessages=r}render(){return this.isOpen?this.panel():this.launcher()}launcher(){return A`<button
      class="launcher"
      aria-haspopup="dialog"
      aria-expanded="false"
      @click=${this.open}
    >
      ${X.chat} <span>${Q.launcher}</span>
      ${this.unread?A`<span class="unread" aria-hidden="true">${this.unread}</span>
            <span class="hidden">(${Q.unread(this.unread)})</span>`:N}
    </button>`}panel(){let{state:e}=this.conversation;return A`<section
      class="panel"
      role="dialog"
      aria-modal="true"
      aria-labelledby="title"
      aria-describedby="greeting"
      data-connection=${e.connection}
      @keydown=${this.keyPressed}
    >
      <div class="head">
        <div>
          <h2 id="title">${Q.title}</h2>
          <p>${Q.subtitle}</p>
        </div>
        ${e.whatsapp?A`<button
              class="icon"
              aria-label=${Q.whatsapp}
              title=${Q.whatsapp}
              @click=${this.handOver}
            >
              ${X.whatsapp}
            </button>`:N}
        <button class="icon" aria-label=${Q.erase} title=${Q.erase} @click=${this.askToErase}>
          ${X.erase}
        </button>
        <button class="icon" aria-label=${Q.close} title=${Q.close} @click=${this.close}>
          ${X.close}
        </button>
      </div>
      <div class="log" role="log" aria-label=${Q.log} tabindex="0">
        ${this.welcome()}
        ${W(e.messages,e=>e.id,e=>kt(e,this.context))}
        ${W(e.outgoing,e=>e.clientId,e=>At(e,this.context))}
        ${e.typing?A`<div class="message bot typing" aria-hidden="true">
              <p class="bubble"><i></i><i></i><i></i></p>
            </div>`:N}
      </div>
      <p class="hidden" role="status">${e.typing?Q.typing:``}</p>
      ${this.bar()} ${this.composer()}
    </section>`}welcome(){let{messages:e,outgoing:t}=this.conversation.state,n=Z(this.privacyUrl,location.href),r=this.questions.split(`|`).filter(e=>e.trim()),i=(r.length?r:Q.questions).map(e=>({id:e,title:e.trim()}));return A`<div class="message bot">
      <span class="hidden">${Q.bot}:</span>
      <div class="bubble welcome">
        <p id="greeting">${this.greeting||Q.greeting(this.clinic)}</p>
        <p class="heading">${Q.canTitle}</p>
        <ul class="can">
          ${Q.can.map(e=>A`<li>${X.check} ${e}</li>`)}
        </ul>
        <p>${Q.cannot} <b>${Q.emergency}</b></p>
        <details>
          <summary>${Q.dataTitle}</summary>
          <ul>
            ${Q.data.map(e=>A`<li>${e}</li>`)}
          </ul>
          ${n?A`<p>
                <a href=${n} target="_blank" rel="noopener"
                  >${Q.privacy}<span class="hidden"> (${Q.newTab})</span></a
                >
              </p>`:N}
        </details>
      </div>
      ${e.length+t.length?N:A`<div role="group" aria-label=${Q.startTitle}>
            <p class="start" aria-hidden="true">${Q.startTitle}</p>
            ${Nt(i,{choose:({title:e})=>this.say(e)})}
          </div>`}
    </div>`}bar(){if(this.asksToErase)return A`<div class="bar" role="group" aria-label=${Q.erase}>
        <p id="erase"><b>${Q.eraseQuestion}</b> ${Q.eraseNote}</p>
        <p class="row">
          <button class="choice" aria-describedby="erase" @click=${this.erase}>
            ${Q.eraseYes}
          </button>
          <button class="choice" @click=${this.keep}>${Q.eraseNo}</button>
        </p>
      </div>`;if(this.whatsappUrl)return A`<div class="bar" role="group" aria-label=${Q.whatsapp}>
        <p id="whatsapp">${Q.whatsappNote}</p>
        <p class="row">
          <a
            class="choice"
            href=${this.whatsappUrl}
            target="_blank"
            rel="noopener noreferrer"
            aria-describedby="whatsapp"
            @click=${this.keep}
            >${Q.whatsappOpen}<span class="hidden"> (${Q.newTab})</span></a
          >
          <button class="choice" @click=${this.keep}>${Q.whatsappStay}</button>
        </p>
      </div>`;let{connection:e}=this.conversation.state,t={idle:``,online:this.slow?Q.slow:``,starting:Q.starting,reconnecting:Q.reconnecting,offline:Q.offline,unreachable:Q.unreachable,refused:Q.refused,expired:Q.expired}[e],n=this.notice||t,r=[`unreachable`,`refused`,`offline`].includes(e)&&gt(this.phone);return A`<div class="bar ${n?e:`empty`}" role="status">
      ${n?A`<p>${n}</p>`:N}
      ${r?A`<p>${Q.unreachablePhone}</p>
            ${zt(this.phone,`${Q.clinicPhone}: ${this.phone}`)}`:N}
      ${e===`expired`?A`<p class="row">
            <button class="choice" @click=${this.restart}>${Q.restart}</button>
          </p>`:N}
    </div>`}composer(){let e=this.draftLength>$,t=[`expired`,`refused`].includes(this.conversation.state.connection);return A`<form @submit=${this.submitted}>
      <p id="limit" class="limit" role="alert" ?hidden=${!e}>
        ${e?Q.tooLong(this.draftLength,$):N}
      </p>
      <div class="row">
        <textarea
          rows="1"
          aria-label=${Q.input}
          aria-describedby="limit"
          aria-invalid=${e}
          placeholder=${Q.placeholder}
          enterkeyhint="send"
          ?disabled=${t}
          @input=${this.typed}
          @keydown=${this.keyInDraft}
        ></textarea>
        <button class="send icon" aria-label=${Q.send} title=${Q.send} ?disabled=${t}>
          ${X.send}
        </button>
      </div>
      <p class="footer">${Q.footer} <a href="tel:112">112</a>.</p>
    </form>`}get context(){return{openChoices:$e(this.conversation.state),serverUrl:this.serverUrl,articleUrl:Z(this.articleUrl,location.href)??``,choose:e=>{this.conversation.choose(e),this.sent()},followSource:this.followSource,retry:e=>{this.conversation.retry(e),this.focusAfterChoice()}}}say(e){this.conversation.say(e),this.sent()}sent(){this.notice=``,clearTimeout(this.slowTimer);let e=()=>this.slow=et(this.conversation.state);this.slowTimer=setTimeout(e,Ut),this.focusAfterChoice()}focusAfterChoice(){this.find(matchMedia(`(pointer: coarse)`).matches?`.log`:`textarea`)?.focus()}submitted(e){e.preventDefault();let t=this.find(`textarea`),n=t?.value.trim()??``;t?.focus(),!t||!n||this.draftLength>$||(t.value=``,this.typed(),this.say(n))}typed(){let e=this.find(`textarea`);e&&(this.draftLength=[...e.value.trim()].length,e.style.height=`auto`,e.style.height=`${e.scrollHeight+2}px`)}keyInDraft(e){e.key!==`Enter`||e.shiftKey||e.isComposing||(e.preventDefault(),this.submitted(e))}keyPressed(e){e.key===`Escape`&&(e.stopPropagation(),this.asksToErase||this.whatsappUrl?this.keep():this.close()),ht(e,e.currentTarget)}askToErase(){this.notice=this.whatsappUrl=``,this.asksToErase=!0,this.updateComplete.then(()=>this.find(`.bar button`)?.focus())}keep(){this.asksToErase=!1,this.whatsappUrl=``,this.find(`textarea`)?.focus()}async handOver(){this.asksToErase=!1;try{let e=await this.conversation.handOver();if(!this.isOpen)return;this.whatsappUrl=e,this.notice=``,await this.updateComplete,this.find(`.bar a`)?.focus()}catch{this.whatsappUrl=``,this.notice=Q.whatsappFailed}}async erase(){this.asksToErase=!1;try{await this.conversation.erase(),this.notice=Q.erased,this.emit(`erase`)}catch{this.notice=Q.eraseFailed}this.slow=!1,clearTimeout(this.slowTimer),this.find(`textarea`)?.focus()}restart(){this.conversation.restart(),this.updateComplete.then(()=>this.find(`textarea`)?.focus())}scrollToEnd(){let e=this.find(`.log`),t=[...e?.querySelectorAll(`.user`)??[]].pop();e&&t&&(e.scrollTop=t.offsetTop-e.offsetTop-12)}find(e){return this.renderRoot?.querySelector(e)}emit(e,t={}){this.dispatchEvent(new CustomEvent(`movewell-${e}`,{detail:t,bubbles:!0,composed:!0}))}};Ht=Gt,Ht.properties={server:{},color:{},position:{reflect:!0},theme:{reflect:!0},greeting:{},clinic:{},phone:{},questions:{},articleUrl:{attribute:`article-url`},privacyUrl:{attribute:`privacy-url`},isOpen:{state:!0},unread:{state:!0},draftLength:{state:!0},asksToErase:{state:!0},notice:{state:!0},whatsappUrl:{state:!0},slow:{state:!0}},Ht.styles=Vt,customElements.get(`movewell-chat`)||customElements.define(`movewell-chat`,Gt)})();